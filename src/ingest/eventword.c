/*
 * One row of words per kind.
 */
#include "ingest/eventword.h"

#include "ingest/header.h"

static const char *const words[] = {
	[EVENT_VIEW] =
	    "view|viewed|views|product_view|product_viewed|viewed_product|"
	    "view_product|view_item|item_view|item_viewed|viewed_item|"
	    "page_view|page_viewed|product_page_view|product_detail|"
	    "product_detail_view|detail|detail_view|click|clicked|"
	    "product_click|product_clicked|select_item|visit|seen|look|"
	    "ansicht|angesehen|aufruf|vue|vu|visto|vista|visualizzato|"
	    "visualizacao|bekeken|goruntuleme|goruntulendi",
	[EVENT_CART] =
	    "cart|add_to_cart|added_to_cart|product_added|"
	    "product_added_to_cart|add_cart|cart_add|atc|basket|"
	    "add_to_basket|added_to_basket|bag|add_to_bag|added_to_bag|"
	    "warenkorb|in_den_warenkorb|panier|ajout_au_panier|carrito|"
	    "carrinho|carrello|winkelwagen|sepet|sepete_ekle",
	[EVENT_WISH] =
	    "wish|wishlist|add_to_wishlist|added_to_wishlist|"
	    "product_added_to_wishlist|favorite|favourite|favorites|"
	    "favourites|save|saved|like|liked|bookmark|merkliste|"
	    "wunschliste|favori|favoris|favorito|preferito|verlanglijst",
	[EVENT_BUY] =
	    "buy|bought|purchase|purchased|order|ordered|ordered_product|"
	    "placed_order|order_completed|order_placed|checkout_completed|"
	    "transaction|sale|sold|conversion|kauf|gekauft|achat|compra|"
	    "acquisto|aankoop|satin_alma",
};

_Static_assert(ARRAY_LEN(words) == EVENT_KIND_COUNT, "words for each kind");

bool
eventword_parse(struct slice word, enum batch_event_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (word.len == 0 || !header_is_one_of(word, words[i]))
			continue;
		*out = (enum batch_event_kind)i;
		return true;
	}
	return false;
}

bool
eventword_is_other(struct slice word)
{
	return header_is_one_of(word,
	    "remove_from_cart|removed_from_cart|product_removed|"
	    "remove_from_wishlist|view_cart|cart_viewed|begin_checkout|"
	    "checkout|checkout_started|started_checkout|add_payment_info|"
	    "add_shipping_info|search|searched|site_search|view_item_list|"
	    "view_search_results|product_list_viewed|collection_viewed|"
	    "impression|view_promotion|select_promotion|session_start|"
	    "first_visit|user_engagement|scroll|login|sign_up|logout|share|"
	    "refund|refunded|return|returned|review|rating|rate");
}
