package io.weir.router.datapath;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Another host's device that remembers which queue pairs it was asked for. */
final class FakeRemoteDevice implements RemoteDevice {
    final List<QpQuestion> questions = new ArrayList<>();
    final List<Integer> forgotten = new ArrayList<>();
    private final IntConsumer rkeys;

    FakeRemoteDevice(final IntConsumer rkeys) {
        this.rkeys = rkeys;
    }

    @Override
    public void request(final int virtualRkey) {
        rkeys.accept(virtualRkey);
    }

    @Override
    public void request(final QpQuestion question) {
        questions.add(question);
    }

    @Override
    public void forget(final int physicalNumber) {
        forgotten.add(physicalNumber);
    }
}
