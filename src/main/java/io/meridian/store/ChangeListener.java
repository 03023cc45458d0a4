package io.meridian.store;

/** Somebody who caches administrative objects. Called from the follower's thread. */
public interface ChangeListener {
    void changed(Change change);

    /** Changes may have been missed: nothing that is cached can be trusted any more. */
    void forgetEverything();
}
