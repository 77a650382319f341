using Acme.Snapshotter;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Snapshots;

namespace Vendor.Tests.Acme;

/// <summary>The suite that every snapshotter has to pass; a vendor runs it the same way.</summary>
public sealed class AcmeConformance : SnapshotterConformance
{
    protected override async ValueTask<ISnapshotter> OpenAsync(string root)
        => await AcmeSnapshotter.OpenAsync(root, quota: 0, TimeProvider.System, NullLogger.Instance, Deadline);
}
