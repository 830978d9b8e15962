/*
 * cmd - the groups of commands, one for each cmd_*.c; see cli.h.
 */
#ifndef ENDCAP_CMD_H
#define ENDCAP_CMD_H

#include "cli/cli.h"

extern const struct command_group cmd_demo_group;
extern const struct command_group cmd_import_group;
extern const struct command_group cmd_rules_group;
extern const struct command_group cmd_overview_group;
extern const struct command_group cmd_product_group;
extern const struct command_group cmd_pair_group;
extern const struct command_group cmd_backtest_group;
extern const struct command_group cmd_bundle_look_group;
extern const struct command_group cmd_bundle_group;
extern const struct command_group cmd_scenario_group;
extern const struct command_group cmd_measure_group;
extern const struct command_group cmd_trying_group;
extern const struct command_group cmd_threshold_group;
extern const struct command_group cmd_segment_group;
extern const struct command_group cmd_followup_group;
extern const struct command_group cmd_prospect_group;
extern const struct command_group cmd_customer_group;
extern const struct command_group cmd_checkout_group;
extern const struct command_group cmd_export_group;
extern const struct command_group cmd_report_group;
extern const struct command_group cmd_history_group;
extern const struct command_group cmd_store_group;
extern const struct command_group cmd_simulate_group;
extern const struct command_group cmd_manual_group;

#endif
