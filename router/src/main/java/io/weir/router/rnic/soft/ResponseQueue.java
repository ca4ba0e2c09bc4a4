package io.weir.router.rnic.soft;

/**
 * READs and atomics of the peer not yet answered in full, by sequence; repetitions find their place among them. A job
 * is made when so many are there for the first time.
 */
final class ResponseQueue {
    private final ResponseJob[] jobs;
    private int size;
    private int fresh;

    ResponseQueue(final int capacity) {
        jobs = new ResponseJob[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == jobs.length;
    }

    /** How many are no repetitions. */
    int freshCount() {
        return fresh;
    }

    ResponseJob first() {
        return jobs[0];
    }

    /** The job that has a sequence among its responses, or null. */
    ResponseJob find(final long sequence) {
        for (int i = 0; i < size; i++) {
            if (jobs[i].contains(sequence)) {
                return jobs[i];
            }
        }
        return null;
    }

    /** A job with these sequences, in its place by sequence; the queue must not be full. */
    ResponseJob insert(final ResponseJob.Kind kind, final long sequence, final long responses, final boolean isFresh) {
        int index = size++;
        final ResponseJob job = jobs[index] == null ? new ResponseJob() : jobs[index];
        while (index > 0 && jobs[index - 1].first > sequence) {
            jobs[index] = jobs[index - 1];
            index--;
        }
        jobs[index] = job;
        job.begin(kind, sequence, responses, isFresh);
        fresh += isFresh ? 1 : 0;
        return job;
    }

    void removeFirst() {
        final ResponseJob job = jobs[0];
        fresh -= job.fresh ? 1 : 0;
        size--;
        System.arraycopy(jobs, 1, jobs, 0, size);
        jobs[size] = job;
    }

    void clear() {
        size = 0;
        fresh = 0;
    }
}
