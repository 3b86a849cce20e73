import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AlarmsModule } from '../features/alarms/index.js';
import { IndicatorsModule } from '../features/indicators/index.js';
import { FreshnessService } from './freshness.service.js';
import { Handshake } from './handshake.js';
import { LiveHub } from './hub.service.js';
import { ConnectedScreens, DeskGateway, WallGateway } from './live.gateways.js';
import { SnapshotsService } from './snapshots.service.js';

@Module({
  imports: [AlarmsModule, IndicatorsModule],
  providers: [FreshnessService, Handshake, LiveHub, SnapshotsService, ConnectedScreens, WallGateway, DeskGateway],
  exports: [LiveHub, ConnectedScreens],
})
export class LiveModule implements OnApplicationBootstrap {
  constructor(private readonly hub: LiveHub) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.hub.start();
  }
}
