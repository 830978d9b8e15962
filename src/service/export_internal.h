/*
 * export_internal - what the files export_*.c share: how a bundle and a
 * threshold are spelled out, and the functions behind the registry's rows.
 */
#ifndef ENDCAP_EXPORT_INTERNAL_H
#define ENDCAP_EXPORT_INTERNAL_H

#include "service/export.h"

/* Appends 12.5 for percent, 3.00 for money, nothing for no discount. */
void
export_add_value(const char *kind, int64_t value, int digits, struct str *out);
/* Appends a day, nothing for STORE_NO_START and STORE_NO_END. */
void export_add_day(int32_t day, struct str *out);
/* Appends a price in ten-thousandths, nothing for SALES_UNKNOWN. */
void export_add_price4(int64_t price4, int digits, struct str *out);

/* Writes a listing, counts its rows and releases it. */
bool export_listing(struct listing *l, enum listing_format format,
    const struct listing_sink *sink, int64_t *rows, struct err *err);

typedef bool export_fn(const struct export_job *job,
    const struct listing_sink *sink, int64_t *rows, struct err *err);

export_fn export_bundles_csv, export_bundles_json;
export_fn export_thresholds_csv, export_thresholds_json;
export_fn export_pairs_csv, export_pairs_json;
export_fn export_complements_csv, export_complements_json;

#endif
