package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.auth.Caller;
import io.meridian.store.Transaction;
import java.util.function.Function;

/** The way in which all keys are made, for the one that a new user gets. */
@FunctionalInterface
public interface FirstKeys {
    /** Reads what a request says of the key; what is returned stores it and shows it, the key itself included. */
    Function<Transaction, ObjectNode> prepare(Form form, Caller maker);
}
