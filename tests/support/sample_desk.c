#include "tests/support/sample_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <poll.h>

static struct desk *
open_desk(const struct shop *shop)
{
	struct err err = ERR_INIT;
	struct desk_setup setup = {
		.store_path = shop->path.p,
		.user = "tester",
		.now = shop->now,
		.threads = 2,
	};
	struct desk *dk = desk_new(&setup, &err);

	if (dk == NULL)
		fail_msg("%s", err.text);
	return dk;
}

static void
look_once(struct shop *shop)
{
	struct desk *dk = open_desk(shop);

	sample_desk_settle(dk);
	desk_free(dk);
}

static void
open_looked_at(struct shop *shop)
{
	static const char recipe[] = "the sample shop, looked at";

	if (shop_begin(shop, recipe))
		return;
	shop_fill_sample(shop);
	look_once(shop);
	shop_keep(shop, recipe);
}

void
sample_desk_open(struct sample_desk *sd, bool looked_at)
{
	if (looked_at)
		open_looked_at(&sd->shop);
	else
		shop_open_sample(&sd->shop);
	sd->dk = open_desk(&sd->shop);
}

void
sample_desk_close(struct sample_desk *sd)
{
	desk_free(sd->dk);
	shop_close(&sd->shop);
}

unsigned
sample_desk_settle(struct desk *dk)
{
	unsigned news = desk_collect(dk);

	while (desk_busy(dk)) {
		struct pollfd fd = { .fd = desk_fd(dk), .events = POLLIN };

		assert_true(poll(&fd, 1, -1) == 1);
		news |= desk_collect(dk);
	}
	return news;
}
