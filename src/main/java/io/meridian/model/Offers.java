package io.meridian.model;

import java.util.List;

/** What this instance offers to be called: the file's deployments and the stored ones. Thread-safe. */
public interface Offers {
    /** As it is now; a change that another instance made may be on its way. */
    Listing listing();

    /** Why a model could not be called if it were stored like this; nothing if it could. */
    List<String> problems(StoredModel model);

    /** Offers what is stored now, for the instance that changed it and need not wait for its own notification. */
    void refresh();
}
