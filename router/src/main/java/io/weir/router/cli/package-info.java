/**
 * The operator's commands: {@code router} runs one in the foreground, {@code status}, {@code resources} and {@code
 * usage} ask a running one over its admin socket. Standard output carries results alone, standard error what went
 * wrong; exit status 0 done, 1 failed, 2 the command line or the configuration is wrong.
 */
package io.weir.router.cli;
