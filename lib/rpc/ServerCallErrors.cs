using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;

namespace PluginHost.Rpc;

/// <summary>What a server makes of a handler's exception, the same on all transports.</summary>
internal static class ServerCallErrors
{
    /// <summary>The status for the client. What no part of the daemon expected is logged here, once, with its stack.</summary>
    public static RpcStatus ToStatus(Exception exception, IMethod method, bool deadlineExceeded, ILogger logger)
    {
        if (exception is not (DaemonException or RpcException or OperationCanceledException))
        {
            logger.LogError(exception, "unexpected error in {Method}", method.FullName);
        }

        return Complete(StatusMapping.ToStatus(exception, deadlineExceeded), method);
    }

    /// <summary>Generated service bases answer Unimplemented without a text; Go's name the method.</summary>
    public static RpcStatus Complete(RpcStatus status, IMethod method)
        => status is { Code: StatusCode.Unimplemented, Message.Length: 0 }
            ? status with { Message = $"method {method.Name} not implemented" }
            : status;
}
