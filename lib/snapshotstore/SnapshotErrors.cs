using PluginHost.Errors;

namespace PluginHost.SnapshotStore;

/// <summary>Puts what a snapshotter was about to do before the text of an error.</summary>
public static class SnapshotErrors
{
    /// <summary>Runs the work; an error of it gets <c>context: </c> in front of its text and keeps its kind.</summary>
    public static T Within<T>(string context, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DaemonException error)
        {
            throw error.Within(context);
        }
    }
}
