package io.meridian.config;

/** Where a setting may stand; the text is how messages and the documentation call the place. */
enum Place {
    ENVIRONMENT("Environment variables"),
    TOP("Top level"),
    GENERAL("general_settings"),
    LITELLM("litellm_settings"),
    ROUTER("router_settings"),
    MODEL("model_list[]"),
    PARAMS("model_list[].litellm_params"),
    INFO("model_list[].model_info"),
    CREDENTIAL("credential_list[]"),
    WORKER("worker_registry[]"),
    REDIS("coordination_redis and cache_params");

    private final String title;

    Place(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
