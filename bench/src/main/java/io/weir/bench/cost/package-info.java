/**
 * What a router costs on its own host, against the limit (a relay of ours in C), against other ways for two processes
 * to talk, and as tenants, queue pairs and time grow. Each command measures real processes; {@code weir bench all}
 * runs them one after the other and writes a report.
 */
package io.weir.bench.cost;
