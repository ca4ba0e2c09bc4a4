/** What measurements found, as text, JSON, pictures and a page. */
package io.weir.bench.cost.report;
