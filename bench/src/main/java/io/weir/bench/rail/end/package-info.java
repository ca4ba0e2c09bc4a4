/**
 * The processes whose speed {@code weir bench rail} measures, two of each kind: one measures, the other is there. All
 * hold the same conversation with who started them ({@link io.weir.bench.rail.end.End}).
 */
package io.weir.bench.rail.end;
