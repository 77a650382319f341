namespace PluginHost.Warnings;

/// <summary>Deprecated features that were used; clients show them.</summary>
public interface IWarningService
{
    /// <summary>Notes the use of a deprecated feature. An unknown id is refused with a line in the log.</summary>
    void Emit(string id);

    IReadOnlyList<DeprecationWarning> Warnings { get; }
}
