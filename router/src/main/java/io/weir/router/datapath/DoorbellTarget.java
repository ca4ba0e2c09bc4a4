package io.weir.router.datapath;

/** A queue that can be posted to. */
interface DoorbellTarget {
    /** The tenant says that it posted. It may have, or not. */
    void onDoorbell();
}
