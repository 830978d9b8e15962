/*
 * One row per shape says who writes it and whether there is a truth file; the
 * rest opens the files, runs the shape and commits all or none.
 */
#include "service/simulate_internal.h"

#include "base/file.h"

enum {
	REPORT_EVERY = 1 << 14, /* orders */
	LINES_LEAST = 1000,
	LINES_MOST = 1000000000,
	/* simulate_word: three syllables of 14 consonants and 5 vowels. */
	SYLLABLES = 70,
	WORDS = SYLLABLES * SYLLABLES * SYLLABLES,
	WORD_STEP = 104729, /* a prime: spreads neighbours over the words */
};

#define X(code, label, text) [code] = { .name = (label), .help = (text) },
static const struct {
	const char *name, *help;
} shape_texts[] = { SIMULATE_SHAPES(X) };
#undef X

static const struct {
	bool (*write)(struct simulation *sim, struct err *err);
	bool has_truth, has_events;
	bool takes_lines;
} shapes[] = {
	[SIMULATE_REFERENCE] = { .write = simulate_reference,
	    .has_truth = true },
	[SIMULATE_SHOP] = { .write = simulate_shop, .has_events = true },
	[SIMULATE_B10] = { .write = simulate_zipf, .takes_lines = true },
	[SIMULATE_C10] = { .write = simulate_zipf, .takes_lines = true },
};
_Static_assert(ARRAY_LEN(shapes) == SIMULATE_SHAPE_COUNT, "a row per shape");

static const char *const file_names[] = {
	[SIMULATE_PRODUCTS] = "products.csv",
	[SIMULATE_ORDERS] = "orders.csv",
	[SIMULATE_CUSTOMERS] = "customers.csv",
	[SIMULATE_EVENTS] = "events.csv",
	[SIMULATE_TRUTH] = "truth.csv",
};
_Static_assert(ARRAY_LEN(file_names) == SIMULATE_FILE_COUNT, "a name per file");

const char *
simulate_shape_name(enum simulate_shape shape)
{
	return shape_texts[shape].name;
}

const char *
simulate_shape_help(enum simulate_shape shape)
{
	return shape_texts[shape].help;
}

bool
simulate_shape_parse(struct slice name, enum simulate_shape *out)
{
	for (size_t i = 0; i < ARRAY_LEN(shape_texts); i++)
		if (slice_eq_c(name, shape_texts[i].name)) {
			*out = (enum simulate_shape)i;
			return true;
		}
	return false;
}

bool
simulate_step(
    struct simulation *sim, int64_t done, int64_t total, struct err *err)
{
	if (done % REPORT_EVERY != 0)
		return true;
	return progress_report(sim->pg, "writing orders", done, total, err);
}

void
simulate_word(struct str *out, uint32_t n)
{
	static const char consonants[] = "bdfgklmnprstvz", vowels[] = "aeiou";
	uint64_t code = (uint64_t)n * WORD_STEP % WORDS;

	for (int i = 0; i < 3; i++) {
		size_t syllable = code % SYLLABLES;
		char c = consonants[syllable % 14];

		str_add_char(out, i == 0 ? (char)(c - 'a' + 'A') : c);
		str_add_char(out, vowels[syllable / 14]);
		code /= SYLLABLES;
	}
}

static bool
options_usable(const struct simulate_options *opt, struct err *err)
{
	if (opt->lines == 0)
		return true;
	if (!shapes[opt->shape].takes_lines)
		return err_set(err, ERR_USAGE,
		    "shape '%s' has no number of lines to choose",
		    simulate_shape_name(opt->shape));
	if (opt->lines < LINES_LEAST || opt->lines > LINES_MOST)
		return err_set(err, ERR_USAGE,
		    "the number of lines must be %d to %d", LINES_LEAST,
		    LINES_MOST);
	return true;
}

/* Does the shape write this file? */
static bool
is_wanted(const struct simulation *sim, size_t file)
{
	if (file == SIMULATE_EVENTS)
		return shapes[sim->opt->shape].has_events;
	return file != SIMULATE_TRUTH || shapes[sim->opt->shape].has_truth;
}

static bool
open_files(struct simulation *sim, const char *folder, struct err *err)
{
	if (!file_make_folders(folder, err))
		return false;
	for (size_t i = 0; i < SIMULATE_FILE_COUNT; i++)
		if (is_wanted(sim, i) &&
		    !simulate_csv_open(
			&sim->file[i], folder, file_names[i], err))
			return false;
	return true;
}

static bool
commit_files(struct simulation *sim, struct err *err)
{
	for (size_t i = 0; i < SIMULATE_FILE_COUNT; i++) {
		if (is_wanted(sim, i) &&
		    !simulate_csv_commit(&sim->file[i], err))
			return false;
		sim->counts.bytes += sim->file[i].bytes;
	}
	return true;
}

bool
simulate_write(const char *folder, const struct simulate_options *opt,
    const struct progress *pg, struct err *err)
{
	struct simulation sim = { .opt = opt, .pg = pg };
	bool ok;

	for (size_t i = 0; i < SIMULATE_FILE_COUNT; i++)
		sim.file[i] = (struct simulate_csv)SIMULATE_CSV_INIT;
	ok = options_usable(opt, err) && open_files(&sim, folder, err) &&
	    shapes[opt->shape].write(&sim, err) && commit_files(&sim, err);
	if (ok && opt->counts)
		*opt->counts = sim.counts;
	for (size_t i = 0; i < SIMULATE_FILE_COUNT; i++)
		simulate_csv_release(&sim.file[i]);
	return ok;
}
