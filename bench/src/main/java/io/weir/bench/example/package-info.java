/**
 * What the README shows.
 */
package io.weir.bench.example;
