using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Namespaces;

namespace PluginHost.Rpc;

using Metadata = Grpc.Core.Metadata;

/// <summary>The headers that carry a <see cref="RequestScope"/> (containerd pkg/namespaces, core/leases).</summary>
public static class RequestScopeHeaders
{
    /// <summary>The namespace of a gRPC call.</summary>
    public const string Namespace = "containerd-namespace";

    /// <summary>The namespace of a TTRPC call.</summary>
    public const string TtrpcNamespace = "containerd-namespace-ttrpc";

    /// <summary>The lease of a gRPC call.</summary>
    public const string Lease = "containerd-lease";

    /// <summary>The scope of a call that needs one.</summary>
    /// <exception cref="DaemonException">FailedPrecondition: the client sent no namespace; InvalidArgument: it is no identifier.</exception>
    public static RequestScope Scope(this ServerCallContext context)
        => context.FindScope() ?? throw DaemonException.FailedPrecondition("namespace is required");

    /// <summary>The scope of a call that may do without: null when the client sent no namespace.</summary>
    /// <exception cref="DaemonException">InvalidArgument: the namespace is no identifier.</exception>
    public static RequestScope? FindScope(this ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Metadata headers = context.RequestHeaders;
        string? name = First(headers, Namespace) ?? First(headers, TtrpcNamespace);
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        try
        {
            Identifiers.Validate(name);
        }
        catch (DaemonException e)
        {
            throw e.Within("namespace validation");
        }

        return new RequestScope(name, First(headers, Lease));
    }

    /// <summary>The headers by which a gRPC call works for <paramref name="scope"/>.</summary>
    public static Metadata ToGrpcHeaders(this RequestScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Metadata headers = new() { { Namespace, scope.Namespace } };
        if (scope.HasLease)
        {
            headers.Add(Lease, scope.LeaseId!);
        }

        return headers;
    }

    /// <summary>The headers by which a TTRPC call works for <paramref name="scope"/>; TTRPC knows no lease.</summary>
    public static Metadata ToTtrpcHeaders(this RequestScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new Metadata { { TtrpcNamespace, scope.Namespace } };
    }

    private static string? First(Metadata headers, string key)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            if (headers[i].Key == key)
            {
                return headers[i].Value;
            }
        }

        return null;
    }
}
