/*
 * Keeps the process alive when a tenant takes the pages from under a shared mapping.
 *
 * Touching a page of a mapped file that is no longer there (the file was truncated, its file system is full) raises
 * SIGBUS. The JVM turns that into an InternalError only where plain Java code touched it; in an interpreted
 * compare-and-set or in native code it is the end of the process. The handler here puts a private page of zeros under
 * the fault, if the mapping's path begins with one of the watched prefixes, notes the path, and lets the access go on.
 * Everything else goes to the handler that was there before: the JVM's.
 *
 * Everything the handler calls is async-signal-safe: pread, mmap, sched_yield, lock-free atomics. It asks
 * /proc/self/maps, and not a table of registered ranges, as mappings come and go at a tenant's request.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define MAX_PREFIXES 16
#define PATH_BYTES 1024
#define MAX_RECORDS 64

/* A record's word counts its changes and says in the low bits what it is, so that a reader sees a change under it. */
#define STATE_MASK 3u
#define STATE_STEP 4u
enum { EMPTY = 0, BUSY = 1, FULL = 2 };

struct prefix {
    size_t length;
    char text[PATH_BYTES];
};

struct record {
    _Atomic uint32_t state;
    char path[PATH_BYTES];
};

struct mapping {
    uintptr_t start;
    uintptr_t end;
    bool writable;
    size_t path_length; /* of the whole path; PATH_BYTES - 1 of it are kept */
    char path[PATH_BYTES];
};

static struct sigaction previous;
static bool installed;
static int maps_fd = -1;
static uintptr_t page_size;

static struct prefix prefixes[MAX_PREFIXES];
static _Atomic int prefix_count;

static struct record records[MAX_RECORDS];
static _Atomic uint64_t fault_count;
static _Atomic uint64_t unnoted_count;

/* Held by a thread in the handler while it reads the maps: the descriptor's position and these buffers are shared. */
static atomic_flag lookup_lock = ATOMIC_FLAG_INIT;
static char lookup_buffer[4096];
static struct mapping found;

static uintptr_t hex_digit(char c)
{
    return (uintptr_t) (c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Reads "start-end rwxp offset device inode   path\n" lines until the one that holds the address. */
static bool find_mapping(uintptr_t address)
{
    enum { START, END, PERMISSIONS, OFFSET, DEVICE, INODE, GAP, PATH } field = START;
    size_t column = 0;
    off_t position = 0;

    found.start = found.end = 0;
    found.writable = false;
    found.path_length = 0;
    for (;;) {
        ssize_t length = pread(maps_fd, lookup_buffer, sizeof lookup_buffer, position);
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length <= 0) {
            return false;
        }
        position += length;
        for (ssize_t i = 0; i < length; i++) {
            char c = lookup_buffer[i];
            if (c == '\n') {
                if (found.start <= address && address < found.end) {
                    found.path[found.path_length < PATH_BYTES ? found.path_length : PATH_BYTES - 1] = '\0';
                    return true;
                }
                field = START;
                column = 0;
                found.start = found.end = 0;
                found.writable = false;
                found.path_length = 0;
                continue;
            }
            if (field == START && c == '-') {
                field = END;
            } else if (field == START) {
                found.start = found.start << 4 | hex_digit(c);
            } else if (field < GAP && c == ' ') {
                field++;
                column = 0;
            } else if (field == END) {
                found.end = found.end << 4 | hex_digit(c);
            } else if (field == PERMISSIONS) {
                found.writable |= column++ == 1 && c == 'w';
            } else if (field == PATH || (field == GAP && c != ' ')) {
                field = PATH;
                if (found.path_length < PATH_BYTES - 1) {
                    found.path[found.path_length] = c;
                }
                found.path_length++;
            }
        }
    }
}

static bool is_watched(void)
{
    int count = atomic_load_explicit(&prefix_count, memory_order_acquire);
    for (int i = 0; i < count; i++) {
        if (found.path_length >= prefixes[i].length && memcmp(found.path, prefixes[i].text, prefixes[i].length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_noted(const struct record *record, uint32_t state)
{
    if ((state & STATE_MASK) != FULL || strncmp(record->path, found.path, PATH_BYTES) != 0) {
        return false;
    }
    atomic_thread_fence(memory_order_acquire);
    return atomic_load_explicit(&record->state, memory_order_relaxed) == state;
}

static void note(void)
{
    for (int i = 0; i < MAX_RECORDS; i++) {
        if (is_noted(&records[i], atomic_load_explicit(&records[i].state, memory_order_acquire))) {
            return;
        }
    }
    for (int i = 0; i < MAX_RECORDS; i++) {
        uint32_t state = atomic_load_explicit(&records[i].state, memory_order_acquire);
        if ((state & STATE_MASK) == EMPTY
            && atomic_compare_exchange_strong(&records[i].state, &state, state + STATE_STEP + BUSY)) {
            memcpy(records[i].path, found.path, strlen(found.path) + 1);
            atomic_store_explicit(&records[i].state, state + STATE_STEP + FULL, memory_order_release);
            return;
        }
    }
    atomic_fetch_add(&unnoted_count, 1);
}

static bool map_zeros(uintptr_t address, size_t length)
{
    return mmap((void *) address, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
        != MAP_FAILED;
}

static bool cover(uintptr_t address)
{
    bool covered = false;
    while (atomic_flag_test_and_set_explicit(&lookup_lock, memory_order_acquire)) {
        sched_yield();
    }
    if (find_mapping(address)) {
        if (found.path_length == 0) {
            /* another thread has faulted on this page at the same time and was quicker: try again */
            covered = found.writable;
        } else if (is_watched()) {
            /* one page, as the rest of the file may still be there; all of it if there are too many mappings already */
            covered = map_zeros(address & -page_size, page_size) || map_zeros(found.start, found.end - found.start);
            if (covered) {
                note();
                atomic_fetch_add(&fault_count, 1);
            }
        }
    }
    atomic_flag_clear_explicit(&lookup_lock, memory_order_release);
    return covered;
}

static void chain(int signal, siginfo_t *info, void *context)
{
    if (previous.sa_flags & SA_SIGINFO) {
        previous.sa_sigaction(signal, info, context);
    } else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
        /* the access is repeated on return, and then ends as it would have without this handler */
        sigaction(signal, &previous, NULL);
    } else {
        previous.sa_handler(signal);
    }
}

static void on_sigbus(int signal, siginfo_t *info, void *context)
{
    int saved_errno = errno;
    bool covered = info->si_code == BUS_ADRERR && cover((uintptr_t) info->si_addr);
    errno = saved_errno;
    if (!covered) {
        chain(signal, info, context);
    }
}

/* Installs the handler, once; 0 or a negative error number. Not to be called by two threads at a time. */
EXPORT int weir_guard_install(void)
{
    struct sigaction action;

    if (installed) {
        return 0;
    }
    maps_fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps_fd < 0 || sigaction(SIGBUS, NULL, &previous) != 0) {
        return -errno;
    }
    page_size = (uintptr_t) sysconf(_SC_PAGESIZE);
    /* mask and flags of the handler before, which it expects to find when it is chained to */
    action = previous;
    action.sa_flags |= SA_SIGINFO | SA_ONSTACK;
    action.sa_flags &= ~(int) SA_RESETHAND;
    action.sa_sigaction = on_sigbus;
    if (sigaction(SIGBUS, &action, NULL) != 0) {
        return -errno;
    }
    installed = true;
    return 0;
}

/* Watches mappings of files whose path begins so; 0 or a negative error number. Not by two threads at a time. */
EXPORT int weir_guard_watch(const char *prefix)
{
    int count = atomic_load(&prefix_count);
    size_t length = strlen(prefix);

    if (length == 0) {
        return -EINVAL;
    }
    if (length >= PATH_BYTES) {
        return -ENAMETOOLONG;
    }
    for (int i = 0; i < count; i++) {
        if (prefixes[i].length == length && memcmp(prefixes[i].text, prefix, length) == 0) {
            return 0;
        }
    }
    if (count == MAX_PREFIXES) {
        return -ENOSPC;
    }
    prefixes[count].length = length;
    memcpy(prefixes[count].text, prefix, length + 1);
    atomic_store_explicit(&prefix_count, count + 1, memory_order_release);
    return 0;
}

/* The number of pages covered so far. */
EXPORT uint64_t weir_guard_faults(void)
{
    return atomic_load_explicit(&fault_count, memory_order_acquire);
}

/* The number of faults whose path found no room. */
EXPORT uint64_t weir_guard_unnoted(void)
{
    return atomic_load_explicit(&unnoted_count, memory_order_acquire);
}

/* Takes a noted path out, cut to capacity with its final zero; its length, or 0 if there is none. One thread only. */
EXPORT int weir_guard_drain(char *path, int capacity)
{
    for (int i = 0; i < MAX_RECORDS; i++) {
        uint32_t state = atomic_load_explicit(&records[i].state, memory_order_acquire);
        if ((state & STATE_MASK) == FULL) {
            size_t length = strlen(records[i].path);
            if (length >= (size_t) capacity) {
                length = (size_t) capacity - 1;
            }
            memcpy(path, records[i].path, length);
            path[length] = '\0';
            atomic_store_explicit(&records[i].state, (state & ~STATE_MASK) + STATE_STEP + EMPTY, memory_order_release);
            return (int) length;
        }
    }
    return 0;
}
