using PluginHost.Shim.Processes;

namespace PluginHost.Shim.Actions;

/// <summary>Which tasks share a shim: those whose specs have the same annotation.</summary>
internal static class ShimGroup
{
    private const string GroupAnnotation = "io.containerd.runc.v2.group";
    private const string SandboxAnnotation = "io.kubernetes.cri.sandbox-id";

    /// <summary>The group of a bundle; a task without an annotation is a group of its own.</summary>
    public static string Of(string bundle, string id)
    {
        IReadOnlyDictionary<string, string> annotations = BundleFiles.ReadAnnotations(bundle);

        return annotations.TryGetValue(GroupAnnotation, out string? group) ? group
            : annotations.TryGetValue(SandboxAnnotation, out string? sandbox) ? sandbox
            : id;
    }
}
