namespace PluginHost.Plugins.Warnings;

/// <summary>The deprecated features that can be used, by the ids that clients know.</summary>
internal static class Deprecations
{
    private const string Prefix = "io.containerd.deprecation/";

    public static IReadOnlyDictionary<string, string> Messages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Prefix + "cri-registry-mirrors"] = "The CRI registry option `mirrors` is deprecated: use `config_path`.",
        [Prefix + "cri-registry-auths"] = "The CRI registry option `auths` is deprecated: use image pull secrets.",
        [Prefix + "cri-registry-configs"] = "The CRI registry option `configs` is deprecated: use `config_path`.",
        [Prefix + "cri-cni-bin-dir"] = "The CNI option `bin_dir` is deprecated: use `bin_dirs`.",
        [Prefix + "tracing-processor-config"] = "The OTLP section of the configuration is deprecated: use the OTEL environment variables.",
        [Prefix + "tracing-service-config"] = "The tracing section of the configuration is deprecated: use the OTEL environment variables.",
        [Prefix + "nri-v010-plugin"] = "NRI plugins of version 0.1.0 are deprecated: move to the current NRI interface.",
        [Prefix + "nri-plugin-interface"] = "An NRI plugin uses a deprecated part of the interface: move it to the current one.",
        [Prefix + "cgroup-v1"] = "This host runs cgroup version 1, whose support is deprecated: use cgroup version 2.",
        [Prefix + "enable-cdi"] = "The CRI option `enable_cdi` is deprecated: CDI will always be on.",
        [Prefix + "runc-options-task-api-address"] = "The runc option `task_api_address` is deprecated: use the field of the create request.",
        [Prefix + "runc-options-task-api-version"] = "The runc option `task_api_version` is deprecated: use the field of the create request.",
        [Prefix + "cri-create-container-checkpoint-restore"] =
            "Restoring a checkpoint by creating a container is deprecated: use the restore call of CRI.",
    };
}
