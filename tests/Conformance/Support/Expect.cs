using PluginHost.Errors;

namespace PluginHost.Conformance.Support;

/// <summary>What all suites expect of errors.</summary>
public static class Expect
{
    /// <summary>The call must fail with this kind; its text must end as errors of the kind do.</summary>
    public static async Task<DaemonException> FailureAsync(ErrorKind kind, Func<Task> call)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(call);
        Assert.Equal(kind, error.Kind);
        Assert.EndsWith($": {kind.Text()}", error.Message, StringComparison.Ordinal);

        return error;
    }
}
