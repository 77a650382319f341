namespace PluginHost.Plugins;

/// <summary>The plugin types that containerd knows. A vendor may bring its own, for example <c>io.acme.thing.v1</c>.</summary>
public static class PluginTypes
{
    public const string Internal = "io.containerd.internal.v1";
    public const string RuntimeV2 = "io.containerd.runtime.v2";
    public const string Service = "io.containerd.service.v1";
    public const string Grpc = "io.containerd.grpc.v1";
    public const string Ttrpc = "io.containerd.ttrpc.v1";
    public const string Snapshotter = "io.containerd.snapshotter.v1";
    public const string TaskMonitor = "io.containerd.monitor.task.v1";
    public const string ContainerMonitor = "io.containerd.monitor.container.v1";
    public const string Differ = "io.containerd.differ.v1";
    public const string Metadata = "io.containerd.metadata.v1";
    public const string Content = "io.containerd.content.v1";
    public const string Gc = "io.containerd.gc.v1";
    public const string Event = "io.containerd.event.v1";
    public const string Lease = "io.containerd.lease.v1";
    public const string Streaming = "io.containerd.streaming.v1";
    public const string TracingProcessor = "io.containerd.tracing.processor.v1";
    public const string Nri = "io.containerd.nri.v1";
    public const string Transfer = "io.containerd.transfer.v1";
    public const string SandboxStore = "io.containerd.sandbox.store.v1";
    public const string SandboxController = "io.containerd.sandbox.controller.v1";
    public const string Warning = "io.containerd.warning.v1";
    public const string PodSandbox = "io.containerd.podsandbox.controller.v1";
    public const string ImageVerifier = "io.containerd.image-verifier.v1";
    public const string Cri = "io.containerd.cri.v1";
    public const string Shim = "io.containerd.shim.v1";
    public const string Http = "io.containerd.http.v1";
    public const string MountManager = "io.containerd.mount-manager.v1";
    public const string MountHandler = "io.containerd.mount-handler.v1";
    public const string Metrics = "io.containerd.metrics.v1";
    public const string Server = "io.containerd.server.v1";

    /// <summary>In <see cref="Registration.Requires"/>: all other plugins.</summary>
    public const string All = "*";
}
