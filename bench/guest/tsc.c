/* Prints the rate of this machine's time-stamp counter in kHz: the guest's kernel would measure it wrong on a busy one,
   and its clock would then run several times too fast. */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Reads both in the same microsecond. */
static void sample(long long *ns, unsigned long long *ticks) {
    long long before, after;
    do {
        before = now();
        *ticks = __rdtsc();
        after = now();
    } while (after - before > 1000);
    *ns = before;
}

int main(void) {
    const struct timespec pause = {0, 50000000};
    long long from, to;
    unsigned long long first, last;
    sample(&from, &first);
    nanosleep(&pause, NULL);
    sample(&to, &last);
    printf("%.0f\n", (last - first) * 1e6 / (to - from));
    return 0;
}
