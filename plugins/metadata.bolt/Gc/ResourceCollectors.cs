using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Gc;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>Who has resources that are collected with the records.</summary>
internal sealed class ResourceCollectors(TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] OwnWords = ["content", "snapshot", "image", "container"];

    private ImmutableArray<Registration> _registrations = [];

    public IDisposable Add(IResourceCollector collector)
    {
        if (collector.Word.Length == 0 || OwnWords.Contains(collector.Word) || _registrations.Any(known => known.Collector.Word == collector.Word))
        {
            throw DaemonException.AlreadyExists($"a collector of \"{collector.Word}\"");
        }

        Registration registration = new(this, collector);
        ImmutableInterlocked.Update(ref _registrations, static (all, added) => all.Add(added), registration);
        return registration;
    }

    /// <summary>What all of them have; one that fails or does not answer is left out.</summary>
    public async Task<GcResources> ListAsync(CancellationToken cancellationToken)
    {
        List<(IResourceCollector, IReadOnlyList<CollectedResource>)> listed = [];
        foreach (Registration registration in _registrations)
        {
            try
            {
                IReadOnlyList<CollectedResource> resources = await registration.Collector.ListAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
                listed.Add((registration.Collector, resources));
            }
            catch (Exception e) when (e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                // Whatever a collector throws is its own affair: nothing of it is removed this time.
                logger.Warn(e, "resources are left out of the collection", ("type", registration.Collector.Word));
            }
        }

        return new GcResources(listed);
    }

    private sealed class Registration(ResourceCollectors owner, IResourceCollector collector) : IDisposable
    {
        public IResourceCollector Collector { get; } = collector;

        public void Dispose()
            => ImmutableInterlocked.Update(ref owner._registrations, static (all, removed) => all.Remove(removed), this);
    }
}
