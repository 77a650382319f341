namespace PluginHost.Events;

/// <summary>One event on its way.</summary>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Namespace">Of the object it is about.</param>
/// <param name="Topic"><c>/</c> and identifiers separated by <c>/</c>, for example <c>/tasks/exit</c>.</param>
/// <param name="Event">The event; type <c>containerd.events.…</c>.</param>
public sealed record EventEnvelope(Timestamp Timestamp, string Namespace, string Topic, AnyValue? Event);
