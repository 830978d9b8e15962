/*
 * date_names - months and days of the week as files write them: English,
 * German, French, Spanish, Portuguese, Italian, Dutch and Turkish, whole or
 * shortened, with or without accents.
 */
#ifndef ENDCAP_DATE_NAMES_H
#define ENDCAP_DATE_NAMES_H

#include "base/str.h"

/* 1 to 12, or 0. ASCII letters in any case; no full stop behind the word. */
int date_names_month(struct slice word);
bool date_names_weekday(struct slice word);
/* "de", "of", "at", "um", "à": what may stand between day, month and year, and
 * before the time. */
bool date_names_filler(struct slice word);

#endif
