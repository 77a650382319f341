using System.Runtime.CompilerServices;

namespace PluginHost.Bolt.Nodes;

/// <summary>Buckets are walked recursively; a file nested deeper than the stack is refused instead of ending the process.</summary>
internal static class Nesting
{
    public static void Check()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw BoltException.Corrupted("buckets are nested deeper than this thread's stack allows to follow");
        }
    }
}
