/*
 * The least that a relay can be, and so the limit for one that also checks, meters and schedules: a client posts
 * descriptors in shared memory, a process that spins copies what they name from one piece of memory to another, and
 * the client sees that it is done. Beside it, a plain copy.
 *
 *     relay latency SIZE MS       one at a time; nanoseconds from post to done
 *     relay throughput SIZE MS    sixteen posted at a time, 128 under way
 *     relay copy SIZE MS          no relay: memcpy by one process
 *
 * Writes one line: "done", then name=value with tabs between.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 128
#define BATCH 16
#define MOST_SAMPLES 20000000
#define SPINS_A_YIELD 512
#define LINE 64
#define PAGE 4096

struct slot {
    const char *from;
    char *to;
    uint64_t length;
};

/* Each index has a cache line of its own: whoever does not write it only reads it when it has changed. */
struct ring {
    _Alignas(LINE) _Atomic uint64_t posted;
    _Alignas(LINE) _Atomic uint64_t done;
    _Alignas(LINE) struct slot slots[SLOTS];
};

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void relax(unsigned *spins) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
    if (++*spins % SPINS_A_YIELD == 0) {
        sched_yield();
    }
}

static void *shared(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return memory;
}

static void serve(struct ring *ring) {
    uint64_t done = 0;
    unsigned spins = 0;
    for (;;) {
        uint64_t posted = atomic_load_explicit(&ring->posted, memory_order_acquire);
        if (posted == done) {
            relax(&spins);
            continue;
        }
        for (; done < posted; done++) {
            const struct slot *slot = &ring->slots[done % SLOTS];
            memcpy(slot->to, slot->from, slot->length);
            if (slot->length >= PAGE) {
                atomic_store_explicit(&ring->done, done + 1, memory_order_release);
            }
        }
        atomic_store_explicit(&ring->done, done, memory_order_release);
    }
}

static void fill(struct ring *ring, uint64_t index, char *from, char *to, size_t size) {
    struct slot *slot = &ring->slots[index % SLOTS];
    slot->from = from;
    slot->to = to;
    slot->length = size;
}

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void latency(struct ring *ring, char *from, char *to, size_t size, uint64_t ms) {
    static const double levels[] = {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100};
    uint32_t *samples = malloc(MOST_SAMPLES * sizeof *samples);
    uint64_t count = 0, index = 0, end = now_ns() + ms * 1000000, start;
    unsigned spins = 0;
    /* a quarter that does not count */
    uint64_t warm = now_ns() + ms * 250000;
    while ((start = now_ns()) < end && count < MOST_SAMPLES) {
        fill(ring, index, from, to, size);
        atomic_store_explicit(&ring->posted, ++index, memory_order_release);
        while (atomic_load_explicit(&ring->done, memory_order_acquire) != index) {
            relax(&spins);
        }
        if (start > warm) {
            samples[count++] = now_ns() - start;
        }
    }
    if (count == 0) {
        fprintf(stderr, "nothing was relayed\n");
        exit(1);
    }
    qsort(samples, count, sizeof *samples, compare);
    printf("done\tcount=%lu\tdistribution=", (unsigned long)count);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        uint64_t at = levels[i] / 100 * count;
        printf("%s%g:%u", i ? ";" : "", levels[i], samples[at < count ? at : count - 1]);
    }
    printf("\n");
}

static void throughput(struct ring *ring, char *from, char *to, size_t size, uint64_t ms) {
    uint64_t posted = 0, done = 0, begun = now_ns(), end = begun + ms * 1000000;
    unsigned spins = 0;
    int stop = 0;
    for (unsigned round = 0; !stop || done < posted; round++) {
        if (round % 16 == 0 && now_ns() >= end) {
            stop = 1;
        }
        while (!stop && posted - done + BATCH <= SLOTS) {
            for (int i = 0; i < BATCH; i++) {
                fill(ring, posted++, from, to, size);
            }
            atomic_store_explicit(&ring->posted, posted, memory_order_release);
        }
        uint64_t seen = atomic_load_explicit(&ring->done, memory_order_acquire);
        if (seen == done) {
            relax(&spins);
        }
        done = seen;
    }
    printf("done\tmessages=%lu\tns=%lu\n", (unsigned long)done, (unsigned long)(now_ns() - begun));
}

static void copy(char *from, char *to, size_t size, uint64_t ms) {
    uint64_t count = 0, begun = now_ns(), end = begun + ms * 1000000;
    while (now_ns() < end) {
        for (int i = 0; i < BATCH; i++) {
            memcpy(to, from, size);
            __asm__ volatile("" : : "r"(to), "r"(from) : "memory");
        }
        count += BATCH;
    }
    printf("done\tmessages=%lu\tns=%lu\n", (unsigned long)count, (unsigned long)(now_ns() - begun));
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: relay latency|throughput|copy SIZE MS\n");
        return 2;
    }
    size_t size = strtoull(argv[2], NULL, 10);
    uint64_t ms = strtoull(argv[3], NULL, 10);
    char *from = shared(size), *to = shared(size);
    memset(from, 1, size);
    memset(to, 2, size);
    if (strcmp(argv[1], "copy") == 0) {
        copy(from, to, size, ms);
        return 0;
    }
    struct ring *ring = shared(sizeof *ring);
    pid_t starter = getpid(), server = fork();
    if (server < 0) {
        perror("fork");
        return 1;
    }
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == starter) {
            serve(ring);
        }
        _exit(0);
    }
    if (strcmp(argv[1], "latency") == 0) {
        latency(ring, from, to, size, ms);
    } else if (strcmp(argv[1], "throughput") == 0) {
        throughput(ring, from, to, size, ms);
    } else {
        fprintf(stderr, "what is '%s'?\n", argv[1]);
    }
    kill(server, SIGKILL);
    return 0;
}
