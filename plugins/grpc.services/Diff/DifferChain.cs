using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Plugins.GrpcServices.Diff;

/// <summary>The differs in the configured order: the first that does not answer NotImplemented does the work.</summary>
internal sealed class DifferChain(IPluginSet plugins, DiffServiceConfig config) : IDiffApplier, IDiffComparer
{
    public Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken)
    {
        ApplyOptions effective = options with { SyncFileSystem = options.SyncFileSystem || config.SyncFs };
        return FirstAsync<IDiffApplier>(differ => differ.ApplyAsync(scope, layer, mounts, effective, cancellationToken));
    }

    public Task<Descriptor> CompareAsync(
        RequestScope scope, IReadOnlyList<Mount> lower, IReadOnlyList<Mount> upper, DiffOptions options, CancellationToken cancellationToken)
        => FirstAsync<IDiffComparer>(differ => differ.CompareAsync(scope, lower, upper, options, cancellationToken));

    private async Task<Descriptor> FirstAsync<T>(Func<T, Task<Descriptor>> ask)
        where T : class
    {
        DaemonException? refusal = null;
        foreach (string id in config.Default)
        {
            if (plugins.TryGetById(PluginTypes.Differ, id, out T? differ))
            {
                try
                {
                    return await ask(differ);
                }
                catch (DaemonException error) when (error.Kind == ErrorKind.NotImplemented)
                {
                    refusal = error;
                }
            }
        }

        throw refusal ?? DaemonException.NotImplemented($"no differ of [{string.Join(' ', config.Default)}] is there");
    }
}
