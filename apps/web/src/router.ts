import { createRouter, createWebHistory } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    theme?: 'dark' | 'light';
    title?: string;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./pages/home/HomePage.vue'), meta: { theme: 'light', title: '首页' } },
    { path: '/wall/:scene?', component: () => import('./wall/WallPage.vue'), meta: { theme: 'dark', title: '值守总览' } },
    { path: '/desk', component: () => import('./pages/desk/DeskPage.vue'), meta: { theme: 'dark', title: '报警值守' } },
    { path: '/admin/health', component: () => import('./pages/admin/HealthPage.vue'), meta: { theme: 'light', title: '系统健康' } },
    { path: '/admin/walls', component: () => import('./pages/admin/WallsPage.vue'), meta: { theme: 'light', title: '大屏管理' } },
    { path: '/admin/audit', component: () => import('./pages/admin/AuditPage.vue'), meta: { theme: 'light', title: '审计' } },
    {
      path: '/ledger/people',
      component: () => import('./ledger/PeoplePage.vue'),
      meta: { theme: 'light', title: '居民' },
      children: [{ path: ':id(\\d+)', component: () => import('./ledger/RecordPanel.vue'), meta: { theme: 'light', title: '居民档案' } }],
    },
    {
      path: '/ledger/households',
      component: () => import('./ledger/HouseholdsPage.vue'),
      meta: { theme: 'light', title: '户' },
      children: [{ path: ':id(\\d+)', component: () => import('./ledger/HouseholdPanel.vue'), meta: { theme: 'light', title: '户' } }],
    },
    {
      path: '/ledger/buildings',
      component: () => import('./ledger/BuildingsPage.vue'),
      meta: { theme: 'light', title: '楼栋' },
      children: [{ path: ':id(\\d+)', component: () => import('./ledger/BuildingPanel.vue'), meta: { theme: 'light', title: '楼栋' } }],
    },
    {
      path: '/ledger/places',
      component: () => import('./ledger/PlacesPage.vue'),
      meta: { theme: 'light', title: '场所' },
      children: [{ path: ':id(\\d+)', component: () => import('./ledger/PlacePanel.vue'), meta: { theme: 'light', title: '场所' } }],
    },
    { path: '/tables', component: () => import('./tables/TablesPage.vue'), meta: { theme: 'light', title: '表格' } },
    { path: '/tables/templates/:id(\\d+)?', component: () => import('./templates/TemplatesPage.vue'), meta: { theme: 'light', title: '模板' } },
    { path: '/tables/issues', component: () => import('./tables/issues/IssuesPage.vue'), meta: { theme: 'light', title: '报表流转' } },
    { path: '/tables/reuse', component: () => import('./reuse/ReusePage.vue'), meta: { theme: 'light', title: '一数多用' } },
    { path: '/tables/exports', component: () => import('./tables/ExportsPage.vue'), meta: { theme: 'light', title: '导出' } },
    { path: '/tables/shares', component: () => import('./shares/SharesPage.vue'), meta: { theme: 'light', title: '数据共享' } },
    { path: '/ledger/reviews', component: () => import('./ledger/ReviewsPage.vue'), meta: { theme: 'light', title: '待审核' } },
    { path: '/admin/users', component: () => import('./access/UsersPage.vue'), meta: { theme: 'light', title: '账号与岗位' } },
    { path: '/admin/sources', component: () => import('./access/SourcesPage.vue'), meta: { theme: 'light', title: '数据源' } },
    { path: '/setup', component: () => import('./access/SetupPage.vue'), meta: { theme: 'light', title: '初始化' } },
    { path: '/ledger/imports', component: () => import('./imports/ImportsPage.vue'), meta: { theme: 'light', title: '表格导入' } },
    { path: '/ledger/imports/:id(\\d+)', component: () => import('./imports/ImportPage.vue'), meta: { theme: 'light', title: '表格导入' } },
    { path: '/m/:view(queue)?', component: () => import('./phone/VisitApp.vue'), meta: { theme: 'light', title: '入户走访' } },
    { path: '/m/h/:id(\\d+)', component: () => import('./phone/VisitApp.vue'), meta: { theme: 'light', title: '入户走访' } },
    { path: '/m/s/:token', component: () => import('./phone/SelfPage.vue'), meta: { theme: 'light', title: '自查与志愿' } },
    { path: '/m/links', component: () => import('./phone/LinksPage.vue'), meta: { theme: 'light', title: '自查与志愿链接' } },
    { path: '/m/tasks', component: () => import('./phone/TasksPage.vue'), meta: { theme: 'light', title: '志愿任务' } },
    { path: '/:rest(.*)*', component: () => import('./pages/LaterPage.vue'), meta: { theme: 'light' } },
  ],
});

