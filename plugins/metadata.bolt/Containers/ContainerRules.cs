using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Namespaces;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Containers;

/// <summary>What a container record must be (containerd core/metadata/containers.go).</summary>
internal static class ContainerRules
{
    /// <summary>Refuses a record that cannot be; the text begins with <paramref name="doing"/>.</summary>
    public static void Validate(ContainerRecord container, string doing)
    {
        try
        {
            Validate(container);
        }
        catch (DaemonException e)
        {
            throw e.Within(doing);
        }
    }

    private static void Validate(ContainerRecord container)
    {
        try
        {
            Identifiers.Validate(container.Id);
        }
        catch (DaemonException e)
        {
            throw e.Within("container.ID");
        }

        if (container.Extensions.ContainsKey(""))
        {
            throw DaemonException.InvalidArgument("container.Extension keys must not be zero-length");
        }

        Labels.Validate("containers.Labels", container.Labels);

        if (container.RuntimeName.Length == 0)
        {
            throw DaemonException.InvalidArgument("container.Runtime.Name must be set");
        }

        if (container.SnapshotKey.Length > 0 && container.Snapshotter.Length == 0)
        {
            throw DaemonException.InvalidArgument("container.Snapshotter must be set if container.SnapshotKey is set");
        }
    }
}
