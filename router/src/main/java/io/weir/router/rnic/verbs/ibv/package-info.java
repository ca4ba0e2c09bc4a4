/**
 * The part of libibverbs that an RNIC needs, bound with {@code java.lang.foreign}: the only binding of it in the
 * project. One class per concept; the manual page that each stands on is named there.
 *
 * <p>Nothing is looked up or linked before {@link io.weir.router.rnic.verbs.ibv.IbvDevices} is asked for a device: a
 * router without verbs needs no library.
 *
 * <p>Errors are told as the manual pages have them, in three ways. What makes something (NULL with {@code errno}), and
 * what changes or destroys something (the error number returned), throws
 * {@link io.weir.shm.linux.LinuxException}, unless its Javadoc says that it returns the number. What stands on the data
 * path (posting, polling) returns what the library returned, and neither throws nor allocates.
 *
 * <p>Posting and polling are not functions of the library but pointers in {@code ibv_context.ops}, which the C header
 * calls inline. No call is linked as <em>critical</em>: a provider may make a system call in any of them, as the
 * kernel's software RNIC does in each {@code post_send}.
 *
 * <p>The extended interfaces ({@code ibv_cq_ex}, {@code ibv_qp_ex}) are left alone: they replace one call per batch by
 * several per work request or completion, which from Java is dearer, for fields (timestamps, tag matching) that nobody
 * here asks for.
 *
 * <p>An object here belongs to one thread at a time. Structures are read and written at raw addresses; their offsets
 * are {@link io.weir.router.rnic.verbs.ibv.Struct}s, which a test compares with the C headers.
 */
package io.weir.router.rnic.verbs.ibv;
