/*
 * store_settings - settings as the text that was typed.
 *
 * The store knows no setting: names, ranges and defaults belong to the
 * service. A setting written inside an action (store_history.h) is undone
 * with it; outside one it is saved at once.
 */
#ifndef ENDCAP_STORE_SETTINGS_H
#define ENDCAP_STORE_SETTINGS_H

#include "base/str.h"
#include "store/store.h"

/* Appends the value; found is false when it is not set. */
bool store_setting_get(struct store *st, const char *key, struct str *value,
    bool *found, struct err *err);
/* value NULL: back to the default. */
bool store_setting_set(
    struct store *st, const char *key, const char *value, struct err *err);

/* Every kept setting, in byte order of the key; false stops. */
typedef bool store_setting_fn(void *arg, const char *key, const char *value);
bool store_settings_each(
    struct store *st, store_setting_fn *each, void *arg, struct err *err);

#endif
