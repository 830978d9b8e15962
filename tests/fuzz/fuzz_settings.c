/*
 * A setting's name and value, a line each: it is kept and reads back as the
 * same number within its range, or is refused with a sentence.
 */
#include "service/settings.h"

#include "base/mem.h"
#include "store/store.h"
#include "tests/fuzz/fuzz.h"

static struct store *
open_once(void)
{
	static struct store *st;
	const struct store_options options = {
		.path = ":memory:",
		.now = 1,
		.temporary = true,
	};
	struct err err = ERR_INIT;

	if (st == NULL)
		CHECK(store_open(&options, &st, &err));
	return st;
}

static void
check_kept(struct store *st, enum setting_id id, double value)
{
	const struct setting_row *row = setting_row(id);
	struct settings again;
	struct err err = ERR_INIT;

	CHECK(settings_load(st, &again, &err));
	CHECK(memcmp(&again.value[id], &value, sizeof(value)) == 0);
	CHECK(value >= row->min && value <= row->max);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str typed = STR_INIT;
	struct slice key, value;
	struct store *st = open_once();
	struct settings s;
	enum setting_id id;
	struct err err = ERR_INIT;
	char *name, *text;

	value = slice_bytes((const char *)data, size);
	if (size < 2 || !slice_split(&value, '\n', &key))
		return 0;
	text_clean(&typed, key); /* as what is typed comes in */
	name = mem_strdup(typed.p);
	str_clear(&typed);
	text_clean(&typed, value);
	text = mem_strdup(typed.p);
	id = (enum setting_id)(data[0] % SETTING_COUNT);
	(void)setting_find(name, &id, &err); /* else one by its number */
	CHECK(settings_load(st, &s, &err));
	if (settings_set(st, &s, id, text, NULL, &err))
		check_kept(st, id, s.value[id]);
	else
		fuzz_check_text(err.text);
	mem_free(name);
	mem_free(text);
	str_release(&typed);
	return 0;
}
