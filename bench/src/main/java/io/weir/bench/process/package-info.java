/**
 * Child processes of a command: started, listened to line by line, and all ended with it whatever happens;
 * and what the system says of them.
 */
package io.weir.bench.process;
