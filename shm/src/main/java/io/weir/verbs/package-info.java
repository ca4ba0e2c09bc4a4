/**
 * The words of the verbs that both sides of the tenant boundary use, with the values of {@code <infiniband/verbs.h>},
 * so that a C client and a Java one put the same numbers into the same rings.
 */
package io.weir.verbs;
