using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Events;
using PluginHost.Plugins.Metadata.Concurrency;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Plugins.Metadata.Storage;

namespace PluginHost.Plugins.Metadata;

/// <summary>What every store works with.</summary>
internal sealed class MetadataContext(MetadataDatabase database, Backends backends, TimeProvider clock, ILogger logger, bool shareContent)
{
    public MetadataDatabase Database { get; } = database;

    public Backends Backends { get; } = backends;

    public TimeProvider Clock { get; } = clock;

    public ILogger Logger { get; } = logger;

    /// <summary>True: a namespace gets a blob that another has by its digest alone.</summary>
    public bool ShareContent { get; } = shareContent;

    public Mutations Mutations { get; } = new();

    /// <summary>What the next collection has to clean.</summary>
    public DirtyBackends Dirty { get; } = new(clock);

    /// <summary>Who has resources that are collected with the records.</summary>
    public ResourceCollectors Resources { get; } = new(clock, logger);

    /// <summary>What collections measure.</summary>
    public GcMetrics GcMetrics { get; } = new();

    /// <summary>What is being made in the backends and has no record yet.</summary>
    public BackendObjects Objects { get; } = new();

    /// <summary>Numbers for the keys of new snapshots in the backends.</summary>
    public SequenceReserve Sequences { get; } = new();

    public T View<T>(Func<Transaction, T> read) => Database.View(read);

    /// <summary>Makes a change and tells of it when it is durable; <paramref name="collectable"/>: it may leave something without a reference.</summary>
    public async Task<T> ChangeAsync<T>(Func<Transaction, T> change, bool collectable, CancellationToken cancellationToken)
    {
        T result = await Database.UpdateAsync(change, cancellationToken);
        Mutations.Raise(collectable);
        return result;
    }

    /// <inheritdoc cref="ChangeAsync{T}"/>
    public Task ChangeAsync(Action<Transaction> change, bool collectable, CancellationToken cancellationToken)
        => ChangeAsync(
            transaction =>
            {
                change(transaction);
                return true;
            },
            collectable,
            cancellationToken);

    /// <summary>Publishes what is durable by now; the caller that has gone meanwhile does not keep it from the others.</summary>
    public Task PublishAsync(string @namespace, DaemonEvent @event)
        => Backends.Events.PublishAsync(@namespace, @event, CancellationToken.None);
}
