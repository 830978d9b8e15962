/*
 * One row of words per status. Paid in part, shipped in part and refunded in
 * part are orders that were placed.
 */
#include "ingest/status.h"

#include "ingest/header.h"

static const char *const words[] = {
	[STATUS_PLACED] =
	    "placed|paid|complete|completed|processing|shipped|"
	    "partially_shipped|delivered|fulfilled|partially_fulfilled|"
	    "unfulfilled|closed|done|invoiced|success|successful|captured|"
	    "partially_paid|partially_refunded|new|open|confirmed|approved|"
	    "ready|picked_up|sold|active|accepted|in_progress|"
	    "payment_accepted|aberto|aberta|abierto|abierta|ouverte|ouvert|"
	    "aperto|"
	    "billed|completed_shipped|processing_in_progress|sent|"
	    "dispatched|despatched|in_transit|out_for_delivery|"
	    "acknowledged|created|to_ship|ready_to_ship|awaiting_collection|"
	    "sales_order|locked|"
	    /* German, French, Spanish, Portuguese, Italian, Dutch, Turkish */
	    "bezahlt|abgeschlossen|versandt|versendet|verschickt|geliefert|"
	    "in_bearbeitung|neu|bestatigt|teilweise_erstattet|teilversandt|"
	    "recue|recu|en_livraison|en_cours_de_livraison|"
	    "en_cours_livraison|"
	    "payee|paye|payee_en_partie|terminee|termine|expediee|expedie|"
	    "livree|livre|en_cours|confirmee|en_preparation|"
	    "paiement_accepte|"
	    "pagado|pagada|recibido|recibida|completado|completada|enviado|"
	    "enviada|entregado|"
	    "en_camino|"
	    "entregada|procesando|en_proceso|confirmado|"
	    "pago|paga|concluido|concluida|enviada|entregue|em_processamento|"
	    "processando|confirmada|"
	    "pagato|pagata|completato|completata|spedito|spedita|"
	    "consegnato|consegnata|in_lavorazione|evaso|confermato|"
	    "betaald|voltooid|afgerond|verzonden|geleverd|in_behandeling|"
	    "nieuw|bevestigd|"
	    "odendi|tamamlandi|islemde|kargolandi|kargoya_verildi|teslim_"
	    "edildi|"
	    "hazirlaniyor|onaylandi|yeni|"
	    /* Indonesian, of marketplaces */
	    "selesai|dikirim|sedang_dikirim|telah_dikirim|perlu_dikirim",
	[STATUS_PENDING] =
	    "pending|pending_payment|on_hold|onhold|holded|authorized|"
	    "authorised|awaiting_payment|awaiting_fulfillment|"
	    "awaiting_shipment|awaiting_pickup|awaiting_bank_wire_payment|"
	    "awaiting_check_payment|unpaid|not_paid|payment_due|"
	    "payment_review|"
	    "manual_verification_required|"
	    "offen|ausstehend|wartend|zahlung_ausstehend|unbezahlt|"
	    "in_wartestellung|en_attente|en_attente_de_paiement|impayee|"
	    "pendiente|pendiente_de_pago|en_espera|"
	    "pendente|aguardando_pagamento|aguardando|"
	    "in_attesa|in_sospeso|in_attesa_di_pagamento|da_pagare|"
	    "in_afwachting|in_de_wacht|wacht_op_betaling|onbetaald|"
	    "beklemede|odeme_bekliyor|bekliyor|belum_bayar",
	[STATUS_CANCELLED] =
	    "cancelled|canceled|cancel|storniert|abgebrochen|annulliert|"
	    "annulee|annule|cancelado|cancelada|anulado|anulada|"
	    "cancelada_por_el_comprador|cancelada_por_el_vendedor|"
	    "annullato|annullata|cancellato|geannuleerd|iptal|iptal_edildi|"
	    "batal|dibatalkan",
	[STATUS_VOIDED] = "voided|void|expired|abgelaufen|expiree|vencido",
	[STATUS_FAILED] =
	    "failed|declined|rejected|fraud|suspected_fraud|fehlgeschlagen|"
	    "abgelehnt|echouee|echoue|refusee|fallido|fallida|rechazado|"
	    "falhou|malsucedido|recusado|fallito|fallita|rifiutato|mislukt|"
	    "geweigerd|basarisiz|reddedildi",
	[STATUS_DRAFT] =
	    "quotation|quotation_sent|"
	    "draft|checkout_draft|auto_draft|incomplete|abandoned|trash|"
	    "entwurf|brouillon|borrador|rascunho|bozza|concept|taslak",
	[STATUS_REFUNDED] =
	    "refunded|fully_refunded|chargeback|disputed|"
	    "erstattet|zuruckerstattet|rembourse|remboursee|reembolsado|"
	    "reembolsada|rimborsato|rimborsata|terugbetaald|iade_edildi|"
	    "geri_odendi",
	[STATUS_RETURN] =
	    "return|returned|credit|credit_note|credit_memo|retoure|"
	    "gutschrift|retour|avoir|devolucion|devuelto|devolucao|"
	    "devolvido|reso|nota_di_credito|geretourneerd|creditnota|iade",
};

_Static_assert(ARRAY_LEN(words) == STATUS_COUNT, "words for each status");

static bool
is_known(struct slice word, enum order_status *out)
{
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (header_is_one_of(word, words[i])) {
			*out = (enum order_status)i;
			return true;
		}
	return false;
}

bool
status_of_word(struct slice word, enum order_status *out)
{
	size_t dash;

	if (slice_starts(word, "wc-"))
		word = slice_bytes(word.p + 3, word.len - 3);
	if (is_known(word, out))
		return true;
	dash = slice_find(word, slice_of(" - "));
	return dash < word.len && is_known(slice_bytes(word.p, dash), out);
}
