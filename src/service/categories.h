/*
 * categories - the categories of a shop's products, as numbers.
 *
 * They come from product files. A shop whose files have none may ask for the
 * first words of titles in their place (setting title_categories): "Mug blue"
 * and "MUG red" are then both of "mug".
 */
#ifndef ENDCAP_CATEGORIES_H
#define ENDCAP_CATEGORIES_H

#include "store/store_products.h"

/* Gives products without a category the first 'words' words of their titles,
 * in small letters; fewer where a title has fewer. The names live in 'text'.
 * Nothing happens with 0 words. */
void categories_of_titles(
    struct store_products *products, int words, struct arena *text);

/* out[i]: the number of product i's category among all of them in byte order,
 * from 1; 0: it has none. */
void categories_number(const struct store_products *products, uint32_t *out);

#endif
