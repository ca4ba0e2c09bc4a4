package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.router.config.ConfigException;
import io.weir.router.config.RouterConfigLoader;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachTest {
    @TempDir
    private Path directory;

    @Test
    void shouldConnectToWhomThePolicyNamesAndNobodyElse() throws IOException, ConfigException {
        final Path file = Files.writeString(directory.resolve("weir.yaml"), """
            host: a
            directory: run
            rail: {rnic: local}
            tenants:
              - {name: acme, network: blue, ip: 10.0.0.1, reach: [globex, 10.0.0.8/30]}
              - {name: globex, network: blue, ip: 10.0.0.2}
              - {name: initech, network: blue, ip: 10.0.0.3}
              - {name: umbrella, network: blue, ip: 10.0.0.9}
            """);
        try (RouterFixture host = new RouterFixture(RouterConfigLoader.load(file));
            VirtualDevice acme = host.open("acme");
            VirtualDevice globex = host.open("globex");
            VirtualDevice initech = host.open("initech");
            VirtualDevice umbrella = host.open("umbrella")) {
            final QueuePair refused = queuePair(acme);
            assertThatThrownBy(() -> refused.toRtr(initech.gid(), queuePair(initech).qpNumber(), 0))
                .isInstanceOfSatisfying(VerbsException.class,
                    thrown -> assertThat(thrown.errno()).isEqualTo(Errno.EACCES))
                .hasMessageContaining("the policy of acme does not let it reach " + initech.gid());
            assertThat(refused.query().state()).isEqualTo(QpState.INIT);
            refused.toRtr(globex.gid(), queuePair(globex).qpNumber(), 0);
            queuePair(acme).toRtr(umbrella.gid(), queuePair(umbrella).qpNumber(), 0);
            queuePair(acme).toRtr(acme.gid(), queuePair(acme).qpNumber(), 0);
            queuePair(initech).toRtr(globex.gid(), queuePair(globex).qpNumber(), 0);
            acme.closeAll();
            globex.closeAll();
            initech.closeAll();
            umbrella.closeAll();
        }
    }

    private static QueuePair queuePair(final VirtualDevice device) {
        final QueuePair queuePair = device.allocPd().createQp(new QpInitAttributes().cq(device.createCq(16)));
        queuePair.toInit(AccessFlags.ALL);
        return queuePair;
    }
}
