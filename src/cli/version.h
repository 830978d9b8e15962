/*
 * version - the one place that says which endcap this is.
 */
#ifndef ENDCAP_VERSION_H
#define ENDCAP_VERSION_H

#define ENDCAP_VERSION "0.1.0"

#endif
