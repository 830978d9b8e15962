/*
 * One row of words a month. No word means two months in these languages:
 * where one's short form is another's ("mar", "set", "ago"), it is the same
 * month.
 */
#include "base/date_names.h"

static const char *const months[12] = {
	"jan|january|januar|janner|j\xc3\xa4nner|janv|janvier|ene|enero|"
	"janeiro|"
	"gen|gennaio|januari|oca|ocak",
	"feb|february|februar|feber|fev|fevr|fevrier|f\xc3\xa9v|f\xc3\xa9vr|"
	"f\xc3\xa9vrier|febrero|fevereiro|febbraio|februari|sub|subat|"
	"\xc5\x9fub|"
	"\xc5\x9f"
	"ubat|\xc5\x9eub|\xc5\x9e"
	"ubat",
	"mar|march|marz|maerz|m\xc3\xa4rz|m\xc3\xa4r|mrz|mars|marzo|marco|"
	"mar\xc3\xa7o|mrt|maart|mart",
	"apr|april|avr|avril|abr|abril|aprile|nis|nisan",
	"may|mai|mayo|maio|mag|maggio|mei|mayis|may\xc4\xb1s",
	"jun|june|juni|juin|junio|junho|giu|giugno|haz|haziran",
	"jul|july|juli|juil|juillet|julio|julho|lug|luglio|tem|temmuz",
	"aug|august|aout|ao\xc3\xbbt|ago|agosto|augustus|agu|agustos|"
	"a\xc4\x9fu|a\xc4\x9fustos",
	"sep|sept|september|septembre|septiembre|setiembre|set|setembro|"
	"settembre|eyl|eylul|eyl\xc3\xbcl",
	"oct|october|okt|oktober|octobre|octubre|out|outubro|ott|ottobre|eki|"
	"ekim",
	"nov|november|novembre|noviembre|novembro|kas|kasim|kas\xc4\xb1m",
	"dec|december|dez|dezember|decembre|d\xc3\xa9"
	"c|d\xc3\xa9"
	"cembre|dic|diciembre|dezembro|dicembre|ara|aralik|aral\xc4\xb1k",
};

/* Of English alone whole or as three letters; of the others as they stand
 * before dates. */
static const char weekdays[] =
    "mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|"
    "friday|sat|saturday|sun|sunday|"
    "mo|montag|di|dienstag|mi|mittwoch|do|donnerstag|fr|freitag|sa|samstag|"
    "sonnabend|so|sonntag|"
    "lun|lundi|mardi|mer|mercredi|jeu|jeudi|ven|vendredi|sam|samedi|dim|"
    "dimanche|"
    "lunes|martes|mie|miercoles|jue|jueves|vie|viernes|sabado|domingo|"
    "lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    "pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar";

static const char fillers[] = "de|del|of|at|um|om|a|\xc3\xa0|alle|las|los|as|"
			      "\xc3\xa0s|saat|le|den|der|on";

static bool
is_among(struct slice word, const char *words)
{
	struct slice rest = slice_of(words), one;

	while (slice_split(&rest, '|', &one))
		if (slice_eq_nocase(word, one))
			return true;
	return false;
}

int
date_names_month(struct slice word)
{
	for (int i = 0; word.len >= 3 && i < 12; i++)
		if (is_among(word, months[i]))
			return i + 1;
	return 0;
}

bool
date_names_weekday(struct slice word)
{
	return word.len >= 2 && is_among(word, weekdays);
}

bool
date_names_filler(struct slice word)
{
	return word.len > 0 && is_among(word, fillers);
}
