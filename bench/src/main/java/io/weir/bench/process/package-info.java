/**
 * Child processes of a command: started, listened to line by line, and all ended with it whatever happens.
 */
package io.weir.bench.process;
