import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS } from './access.decorator.js';

const HTTP_METHOD = 'method';
const SOCKET_MESSAGE = 'message';

/** Refuses to boot when a route or a socket event carries no access rule. */
@Injectable()
export class AccessBootCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const bare: string[] = [];
    for (const wrapper of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      const instance = wrapper.instance as Record<string, unknown> | null | undefined;
      if (typeof instance !== 'object' || instance === null || typeof wrapper.metatype !== 'function') continue;
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = (prototype as Record<string, unknown>)[name];
        if (typeof handler !== 'function') continue;
        const outward = Reflect.hasMetadata(HTTP_METHOD, handler) || Reflect.hasMetadata(SOCKET_MESSAGE, handler);
        const rule: unknown = this.reflector.getAllAndOverride(ACCESS, [handler as () => void, wrapper.metatype as () => void]);
        if (outward && rule === undefined) bare.push(`${wrapper.name}.${name}`);
      }
    }
    if (bare.length > 0) throw new Error(`no access rule on: ${bare.join(', ')}`);
  }
}
