/**
 * What can only be done among Aeron's own classes: to have a client find the files of a driver whose directory has
 * another name where the client is.
 */
package io.aeron;
