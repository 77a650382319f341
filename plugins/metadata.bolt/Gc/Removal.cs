using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins.Metadata.Concurrency;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>Removes from a backend what no record refers to, while others work with it (<see cref="ObjectClaims"/>).</summary>
internal sealed class Removal(MetadataContext context, ObjectClaims claims, string what)
{
    /// <summary>
    /// Removes those of <paramref name="present"/>, which were seen in the backend before this call, that are in no use and not among the
    /// <paramref name="referenced"/>, in their order. An object that cannot be removed is logged and does not stop the rest, unless the backend
    /// does not answer at all; the answer is false
    /// then, and also when one was in use: its record may have gone while its writer still held it, and nothing else would bring the clean-up
    /// back to it.
    /// </summary>
    public async Task<bool> RunAsync(IReadOnlyList<string> present, Func<HashSet<string>> referenced, Func<string, Task> removeAsync)
    {
        HashSet<string> kept = referenced();
        List<string> unreferenced = [.. present.Where(key => !kept.Contains(key))];
        List<string> claimed = [.. unreferenced.Where(claims.TryClaim)];
        bool complete = claimed.Count == unreferenced.Count;
        int next = 0;
        try
        {
            // Whoever made a record before the claim is seen now; whoever comes later finds the claim.
            kept = referenced();
            for (; next < claimed.Count; next++)
            {
                string key = claimed[next];
                complete &= kept.Contains(key) || await TryRemoveAsync(key, removeAsync);
                claims.Release(key);
            }
        }
        finally
        {
            for (; next < claimed.Count; next++)
            {
                claims.Release(claimed[next]);
            }
        }

        return complete;
    }

    private async Task<bool> TryRemoveAsync(string key, Func<string, Task> removeAsync)
    {
        try
        {
            await removeAsync(key);
            context.Logger.Debug($"removed {what}", ("key", key));
            return true;
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            return true;
        }
        catch (DaemonException e) when (e.Kind is ErrorKind.DeadlineExceeded)
        {
            // It hangs, and would let each of the others wait as long.
            throw e.Within($"failed to remove {what} {key}");
        }
        catch (Exception e) when (e is DaemonException or IOException or UnauthorizedAccessException)
        {
            context.Logger.Warn(e, $"failed to remove {what}", ("key", key));
            return false;
        }
    }
}
