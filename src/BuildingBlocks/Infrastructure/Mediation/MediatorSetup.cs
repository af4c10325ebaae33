using System.Reflection;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Mediation;

internal static class MediatorSetup
{
    private static readonly Type[] Scanned = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>)];

    /// <summary>Registers MediatR with every handler and validator of the assemblies, internal ones included.</summary>
    public static void AddMediator(this IServiceCollection services, IReadOnlyList<Assembly> assemblies)
    {
        services.AddTransient<ServiceFactory>(provider => provider.GetService!);
        services.AddTransient<IMediator, Mediator>();
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        // Errors call members as callers write them.
        ValidatorOptions.Global.DisplayNameResolver =
            (_, member, _) => member is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
        services.AddValidatorsFromAssemblies(assemblies, ServiceLifetime.Singleton, includeInternalTypes: true);

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            foreach (var face in type.GetInterfaces().Where(IsScanned))
            {
                services.AddTransient(face, type);
            }
        }
    }

    private static bool IsScanned(Type face) => face.IsGenericType && Scanned.Contains(face.GetGenericTypeDefinition());
}
