package io.meridian.admin.budget;

import io.meridian.admin.office.Office;
import java.util.Optional;

/** The routes below {@code /budget}. Immutable. */
public record BudgetModule(BudgetsResource resource) {
    public static BudgetModule create(Optional<Office> office) {
        return new BudgetModule(new BudgetsResource(office, office.map(BudgetDesk::new)));
    }
}
