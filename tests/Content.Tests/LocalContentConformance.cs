using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Content;
using PluginHost.Content;
using PluginHost.Plugins.Content;

namespace Content.Tests;

/// <summary>The suite that every content store has to pass. Labels are the metadata's business, and it knows which ingests there are.</summary>
public sealed class LocalContentConformance : ContentStoreConformance
{
    protected override bool KeepsLabels => false;

    protected override bool RefusesToAbortWhatIsAbsent => false;

    protected override ValueTask<IContentStore> OpenAsync(string root)
        => ValueTask.FromResult<IContentStore>(LocalContentStore.Open(root, TimeProvider.System, NullLogger.Instance));
}
